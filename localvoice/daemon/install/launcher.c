/* What macOS asks about the microphone: an app's own program, which starts the interpreter and stays beside it.
 *
 * A right to the microphone belongs to the program that launchd or the Finder has started, and to its children: so this
 * one starts the command in its arguments, hands signals on, and ends as that one ends. It knows no paths, so that it,
 * and with it its signature, stays the same.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;
static volatile sig_atomic_t child;

static void hand_on(int number) {
    if (child > 0) {
        kill(child, number);
    }
}

int main(int count, char **words) {
    static const int handed_on[] = {SIGTERM, SIGINT, SIGHUP};
    int status;
    pid_t started;
    sigset_t held, before;
    if (count < 2) {
        fprintf(stderr, "localvoice: start this with localvoice install.\n");
        return 64;
    }
    sigemptyset(&held);
    for (size_t at = 0; at < sizeof handed_on / sizeof *handed_on; at++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = hand_on;
        sigaction(handed_on[at], &action, NULL);
        sigaddset(&held, handed_on[at]);
    }
    sigprocmask(SIG_BLOCK, &held, &before); /* none may come between the start and `child` */
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &before);
    posix_spawnattr_setsigdefault(&how, &held);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int refused = posix_spawnp(&started, words[1], NULL, &how, words + 1, environ);
    if (refused) {
        fprintf(stderr, "localvoice: %s cannot be started (%s): run localvoice install again.\n", words[1],
                strerror(refused));
        return 78;
    }
    child = started;
    sigprocmask(SIG_SETMASK, &before, NULL);
    while (waitpid(started, &status, 0) < 0) {
        if (errno != EINTR) {
            return 70;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
