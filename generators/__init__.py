"""What makes music and pictures. The lowest floor: imports nothing else of ours."""
