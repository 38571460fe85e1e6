"""What several pages share: small widgets, one list model, and painters as plain functions over data (`draw_*`). UI thread only."""
