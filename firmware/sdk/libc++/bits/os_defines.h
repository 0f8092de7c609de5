/* In the place of glibc's half of the C++ library: there is no operating system below firmware. */
