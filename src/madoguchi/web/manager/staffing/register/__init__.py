"""従事者名簿: posts held against the contract, a person with their career, the tasks and rights of each post."""
