"""What a channel's own results say: reading exports, weekly slots, medians and calendar gaps. No clock, no database."""
