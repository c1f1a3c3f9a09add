"""What people type about ceremonies and bonuses."""
