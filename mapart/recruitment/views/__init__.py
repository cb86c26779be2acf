"""Pages of this room: the catalogue, the sign-up, a seat, and what the team does with applicants and meetings."""
