"""How a team fares, in figures: what each case contributes, and what is told of many together."""
