"""Files that only the students' edition has."""
