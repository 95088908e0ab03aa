/* Preloaded: reads and writes that give or take less than was asked for. */
