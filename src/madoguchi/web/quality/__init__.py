"""応対の評価: calls chosen, rated beside their recording, compared, told to the operator, added up."""
