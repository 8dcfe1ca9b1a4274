"""What several explorers compute or draw."""
