"""What the access log leaves out: query strings (people search in them) and the secrets of citizens' own pages."""

import logging
import re

SECRET = re.compile(r"(/my/)[^/]+")


class NothingPersonal(logging.Filter):
    """On uvicorn's access log: (address, method, path, version, status)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            address, method, path, version, status = record.args
            record.args = (address, method, SECRET.sub(r"\1***", str(path).partition("?")[0]), version, status)
        return True
