"""報告書: drafted on their day, reviewed, frozen when issued, handed in; from figures only."""
