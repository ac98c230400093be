"""よくある質問 (FAQ-13): found by form and by category, read without JavaScript, and asked whether it helped."""
