"""What is done with a ceremony, who was there, and what is paid."""
