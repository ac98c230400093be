"""報告書: drafted, reviewed, issued, handed in."""
