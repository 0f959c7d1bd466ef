"""Who is told when a reload changes the codes they bill: what is watched, what of it changed, and the digest."""
