// SystemC's library refers to it; a fuzzer simulates nothing.
extern "C" int sc_main(int argc, char** argv);

int sc_main(int, char**) {
  return 1;
}
