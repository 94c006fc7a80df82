echo hello > ~/note
