"""The solver of Ma Part: who takes which shift, how good that is, why, and whom to look for.

Plain Python with numpy, scipy and HiGHS; knows nothing of Django nor of the other rooms.
"""
