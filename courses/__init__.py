"""What is taught: course, lesson and quiz pages, the question bank, drawing and marking, private areas."""
