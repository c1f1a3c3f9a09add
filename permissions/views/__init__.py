"""The administrator's pages: set-up, units, people, roles, signers, rights to award."""
