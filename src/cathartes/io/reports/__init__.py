"""What others say they saw: lists of plumes as published, and reports of people."""
