"""Layout: from frozen content to a document of blocks, for one edition."""

from fieldapp.report.layout.document import Approval, lay_out, lay_out_plainly

__all__ = ["Approval", "lay_out", "lay_out_plainly"]
