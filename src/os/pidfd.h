// glibc 2.36 declares pidfd_open() and pidfd_send_signal() as if they were C++.
#pragma once

extern "C" {
#include <sys/pidfd.h>
}
