/*
 * sweeps-launch [--grace-ms N] -- COMMAND [ARGUMENT...]
 *
 * Runs a trainer so that nothing of it outlives the worker that started it.
 *
 * Standard input is the lifeline. The trainer inherits it and reads its requests there; the launcher never reads, it
 * only waits for the hang-up, which the kernel reports when the last writer is gone (even by kill -9) and whatever is
 * still unread. Then the trainer has N milliseconds (default 0) to end by itself, and after that everything that
 * descends from it is killed with SIGKILL, so a hanging kernel or an ignored SIGTERM changes nothing. SIGTERM to the
 * launcher kills at once.
 *
 * Who is killed: the trainer's process group, and then every child the launcher has. It is a subreaper: orphans become
 * its children, also those that moved to a session of their own.
 *
 * If the launcher itself is killed with SIGKILL, the trainer gets SIGKILL too (PR_SET_PDEATHSIG follows the starting
 * thread, and the launcher has one only); the worker, which sees its launcher gone, kills what is left of the session.
 * The session's number is the launcher's process number.
 *
 * Exit code: the trainer's own, or 128 + the signal that ended it; 126 or 127 if it cannot be started; 2 on misuse.
 * This is a process of its own, in C, since it must act while a runtime would collect garbage, and costs 1 MB a trainer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIFELINE = STDIN_FILENO, MISUSE = 2, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static void refuse(const char *why)
{
    fprintf(stderr, "sweeps-launch: %s\nusage: sweeps-launch [--grace-ms N] -- COMMAND [ARGUMENT...]\n", why);
    exit(MISUSE);
}

static void fail(const char *what)
{
    fprintf(stderr, "sweeps-launch: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* A trainer is the first the kernel should take when memory runs out, before the worker; raising the score needs no right. */
static void volunteer_for_the_out_of_memory_killer(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    if (write(file, "500", 3) != 3) perror("sweeps-launch: oom_score_adj");
    close(file);
}

static void become_the_trainer(char **command, pid_t launcher)
{
    sigset_t none;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != launcher) _exit(1); /* the launcher died before the line above took effect */
    volunteer_for_the_out_of_memory_killer();
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(command[0], command);
    fprintf(stderr, "sweeps-launch: cannot start '%s': %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

/* Collects orphans that have ended. The trainer is left uncollected, so that its number goes on naming its group. */
static bool trainer_ended(pid_t trainer, siginfo_t *end)
{
    for (;;) {
        end->si_pid = 0;
        if (waitid(P_ALL, 0, end, WEXITED | WNOHANG | WNOWAIT) < 0 || end->si_pid == 0) return false;
        if (end->si_pid == trainer) return true;
        waitpid(end->si_pid, NULL, 0);
    }
}

static void kill_children(void)
{
    int child;
    FILE *children = fopen("/proc/thread-self/children", "re");
    if (children == NULL) return;
    while (fscanf(children, "%d", &child) == 1) kill(child, SIGKILL);
    fclose(children);
}

/* Whoever is collected has left its own children to us, so this ends when nobody is left. */
static void kill_everything(pid_t trainer)
{
    kill(-trainer, SIGKILL);
    do kill_children();
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}

/* Signals arrive through a file, beside the lifeline, in one poll. */
static int receive_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGALRM);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_SETMASK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

static void start_grace(long milliseconds)
{
    struct itimerval once = {.it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};
    if (milliseconds == 0) raise(SIGALRM);
    else setitimer(ITIMER_REAL, &once, NULL);
}

/* Returns the exit code. */
static int keep(pid_t trainer, int signals, long grace)
{
    struct pollfd watched[] = {{.fd = LIFELINE, .events = POLLRDHUP}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        siginfo_t end;
        struct signalfd_siginfo received;
        if (poll(watched, 2, -1) < 0) {
            if (errno == EINTR) continue;
            fail("poll");
        }
        if (watched[1].revents & POLLIN && read(signals, &received, sizeof received) == sizeof received) {
            bool ended = trainer_ended(trainer, &end);
            if (ended || received.ssi_signo != SIGCHLD) {
                kill_everything(trainer);
                if (!ended) return 128 + SIGKILL;
                return end.si_code == CLD_EXITED ? end.si_status : 128 + end.si_status;
            }
        }
        if (watched[0].revents) {
            watched[0].fd = -1;
            start_grace(grace);
        }
    }
}

/* The launcher must not hold the trainer's output open: its readers wait for the end. */
static void let_go_of_output(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) fail("/dev/null");
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

int main(int count, char **arguments)
{
    long grace = 0;
    struct stat input;
    int next = 1;
    if (next + 1 < count && strcmp(arguments[next], "--grace-ms") == 0) {
        char *rest;
        grace = strtol(arguments[next + 1], &rest, 10);
        if (*rest != '\0' || grace < 0) refuse("--grace-ms must be a whole number, 0 or more");
        next += 2;
    }
    if (next >= count || strcmp(arguments[next], "--") != 0) refuse("-- is missing");
    if (next + 1 >= count) refuse("the command is missing");
    if (fstat(LIFELINE, &input) < 0 || !(S_ISFIFO(input.st_mode) || S_ISSOCK(input.st_mode)))
        refuse("standard input must be a pipe: it is the lifeline");

    setsid(); /* fails only where a shell has made us lead a group already, and then its session will do */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) fail("subreaper");
    int signals = receive_signals();
    if (signals < 0) fail("signalfd");

    pid_t launcher = getpid();
    pid_t trainer = fork();
    if (trainer < 0) fail("fork");
    if (trainer == 0) become_the_trainer(arguments + next + 1, launcher);
    setpgid(trainer, trainer); /* here too, since either side may be first */
    let_go_of_output();
    return keep(trainer, signals, grace);
}
