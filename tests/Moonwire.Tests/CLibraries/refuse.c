/*
 * refuse ERRNO NAME... -- PROGRAM ARGUMENT...
 * Runs a program for which system calls fail, as in a sandbox or on an old kernel.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct { const char *name; int number; } calls[] = {
    {"memfd_create", SYS_memfd_create}, {"epoll_create1", SYS_epoll_create1}, {"epoll_ctl", SYS_epoll_ctl},
#ifdef SYS_epoll_wait
    {"epoll_wait", SYS_epoll_wait},
#endif
    {"epoll_pwait", SYS_epoll_pwait}, {"epoll_pwait2", 441}, {"eventfd2", SYS_eventfd2}, {"pipe2", SYS_pipe2},
    {"ppoll", SYS_ppoll}, {"timerfd_create", SYS_timerfd_create}, {"getrandom", SYS_getrandom},
};

int main(int count, char **words)
{
    struct sock_filter filter[64] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short length = 1;
    int word = 2;
    for (; word < count && strcmp(words[word], "--") != 0; word++)
    {
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        {
            if (strcmp(words[word], calls[i].name) == 0)
            {
                filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
                filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | atoi(words[1]));
            }
        }
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    {
        perror("seccomp");
        return 125;
    }
    execvp(words[word + 1], words + word + 1);
    perror("exec");
    return 126;
}
