"""貸与機器: which devices the contract places where, and who provides them (equipment.csv)."""
