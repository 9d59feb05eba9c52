"""The crash campaign: phases that kill, and the invariants that must hold afterwards."""
