"""The national standard of digital mediation places, version 1.0.2: columns, lists of values, reading and checking.

Source: https://github.com/LaMednum/standard-mediation-num (schema of 2024-04-11,
Licence Ouverte 2.0). Pure: no database.
"""
