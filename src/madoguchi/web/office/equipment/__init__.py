"""貸与機器: the register of devices, looked at and changed from a day on."""
