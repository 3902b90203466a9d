#include "sandbox/call_filter.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "os/system_error.h"

namespace bdp {
namespace {

constexpr auto kRefused = {
    // Mounts and namespaces.
    "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "fsopen", "fsconfig",
    "fsmount", "fspick", "open_tree", "mount_setattr", "unshare", "setns", "name_to_handle_at",
    "open_by_handle_at", "quotactl", "quotactl_fd", "fanotify_init",
    // Other processes.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp",
    "move_pages", "migrate_pages",
    // Keys, which no namespace keeps apart.
    "keyctl", "add_key", "request_key",
    // The kernel and the machine.
    "bpf", "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module",
    "finit_module", "delete_module", "reboot", "swapon", "swapoff", "syslog", "acct",
    "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "stime", "sethostname",
    "setdomainname", "iopl", "ioperm", "modify_ldt", "vm86", "vm86old", "lookup_dcookie",
    "nfsservctl", "vhangup", "uselib", "ustat", "sysfs", "_sysctl"};

/// Programs that would like these have another way. clone3() hides its flags from a filter.
constexpr auto kUnknown = {"clone3", "io_uring_setup", "io_uring_enter", "io_uring_register"};

/// set_mempolicy_home_node, the last that libseccomp 2.5 knows. Numbers from 424 on are the same on
/// all architectures.
constexpr std::uint32_t kLastKnownCall = 450;

constexpr std::uint64_t kLow = 0xffffffff;  // What the kernel looks at of an int.

constexpr std::uint64_t kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                          CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                          CLONE_NEWNET;

using Filter = std::unique_ptr<void, void (*)(scmp_filter_ctx)>;

void refuse(const Filter& filter, std::string_view name, int error_number) {
  const int number = seccomp_syscall_resolve_name(std::string(name).c_str());
  // This architecture may never have had it.
  if (number < 0) return;
  CHECK(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(error_number), number, 0) == 0);
}

void refuse_if(const Filter& filter, const char* name, int error_number,
               const scmp_arg_cmp& condition) {
  const int number = seccomp_syscall_resolve_name(name);
  CHECK(number >= 0);
  CHECK(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(error_number), number, 1, condition) == 0);
}

scmp_arg_cmp equals(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Only local sockets, IP, and the kernel's list of interfaces.
void refuse_sockets(const Filter& filter) {
  constexpr std::uint64_t kListed = 64;
  for (std::uint64_t domain = 0; domain < kListed; ++domain) {
    const bool wanted =
        domain == AF_UNIX || domain == AF_INET || domain == AF_INET6 || domain == AF_NETLINK;
    if (!wanted) refuse_if(filter, "socket", EAFNOSUPPORT, equals(0, kLow, domain));
  }
  for (std::uint64_t bit = kListed; bit <= kLow; bit *= 2) {
    refuse_if(filter, "socket", EAFNOSUPPORT, equals(0, bit, bit));
  }
  // Every protocol of netlink but number 0, the interfaces.
  for (std::uint64_t bit = 1; bit <= kLow; bit *= 2) {
    CHECK(seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPROTONOSUPPORT), SCMP_SYS(socket), 2,
                           equals(0, kLow, AF_NETLINK), equals(2, bit, bit)) == 0);
  }
}

void refuse_arguments(const Filter& filter) {
  for (std::uint64_t flag = 1; flag <= kNamespaceFlags; flag *= 2) {
    if ((flag & kNamespaceFlags) != 0) refuse_if(filter, "clone", EPERM, equals(0, flag, flag));
  }
  // Typing into somebody's terminal.
  refuse_if(filter, "ioctl", EPERM, equals(1, kLow, TIOCSTI));
  refuse_if(filter, "ioctl", EPERM, equals(1, kLow, TIOCLINUX));
  refuse_sockets(filter);
}

/// What comes before libseccomp's part: a call that is newer than its list, or in the manner of
/// x32, is unknown. The architecture is checked there.
std::array<sock_filter, 3> refuse_newer() {
  return {sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
          sock_filter BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, kLastKnownCall, 0, 1),
          sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)};
}

}  // namespace

Result<os::UniqueFd> make_call_filter() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (filter == nullptr) return Error(Code::kExhausted, "no memory for a system call filter");
  CHECK(seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0);
  for (const char* name : kRefused) refuse(filter, name, EPERM);
  for (const char* name : kUnknown) refuse(filter, name, ENOSYS);
  refuse_arguments(filter);

  os::UniqueFd file(memfd_create("system calls", MFD_CLOEXEC));
  if (!file.valid()) return os::system_error(errno, "make a file for a system call filter");
  const std::array<sock_filter, 3> first = refuse_newer();
  if (write(file.get(), first.data(), sizeof(first)) != sizeof(first)) {
    return os::system_error(errno, "write a system call filter");
  }
  const int problem = seccomp_export_bpf(filter.get(), file.get());
  if (problem != 0) return os::system_error(-problem, "write a system call filter");
  return file;
}

}  // namespace bdp
