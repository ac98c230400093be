"""One contract as data: dated settings and switches, sites, procedures, opening calendar."""
