/*
 * A host for spec/host_spec.lua: a program with signal handlers, a mask, a
 * child, open files, a locale and so on of its own, which audits and then looks
 * for what is other than before. Prints the differences, "status N" at last.
 *
 *	host HOW OPTIONS, HOW: plain, ignore (SIGCHLD), reap (all of them)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tickmark.h"

#define SIGNALS 64

extern char **environ;

/* What an audit may not change. */
struct state {
	struct sigaction actions[SIGNALS + 1];
	sigset_t mask, pending;
	mode_t umask;
	char locale[256], folder[4096], files[4096], words[65536];
	struct rlimit core, cpu, descriptors;
	struct itimerval timer;
	pid_t group;
};

static volatile sig_atomic_t reaped, piped;

static void reap(int signal)
{
	int saved = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		reaped++;
	errno = saved;
}

static void count_pipe(int signal)
{
	(void)signal;
	piped++;
}

static void add(char *out, size_t size, const char *text)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, "%s\n", text);
}

/* Open descriptors and what they are, but for the one that reads them. */
static void list_files(char *out, size_t size)
{
	char path[64], target[256];
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		ssize_t n;

		if (*entry->d_name == '.' ||
		    atoi(entry->d_name) == dirfd(folder))
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%.16s",
			 entry->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		add(out, size, path);
		add(out, size, target);
	}
	if (folder)
		closedir(folder);
}

static void look(struct state *state)
{
	memset(state, 0, sizeof(*state));
	for (int i = 1; i <= SIGNALS; i++)
		sigaction(i, NULL, &state->actions[i]);
	sigprocmask(SIG_SETMASK, NULL, &state->mask);
	sigpending(&state->pending);
	state->umask = umask(0);
	umask(state->umask);
	snprintf(state->locale, sizeof(state->locale), "%s",
		 setlocale(LC_ALL, NULL));
	if (!getcwd(state->folder, sizeof(state->folder)))
		add(state->folder, sizeof(state->folder), strerror(errno));
	list_files(state->files, sizeof(state->files));
	for (char **word = environ; *word; word++)
		add(state->words, sizeof(state->words), *word);
	getrlimit(RLIMIT_CORE, &state->core);
	getrlimit(RLIMIT_CPU, &state->cpu);
	getrlimit(RLIMIT_NOFILE, &state->descriptors);
	getitimer(ITIMER_REAL, &state->timer);
	state->timer.it_value = (struct timeval){
		.tv_sec = state->timer.it_value.tv_sec > 0}; /* it runs */
	state->group = getpgrp();
}

static int differs(const char *what, const void *a, const void *b, size_t size)
{
	if (memcmp(a, b, size) == 0)
		return 0;
	printf("differs: %s\n", what);
	return 1;
}

static void compare(const struct state *a, const struct state *b)
{
#define SAME(field) differs(#field, &a->field, &b->field, sizeof(a->field))
	for (int i = 1; i <= SIGNALS; i++)
		if (a->actions[i].sa_handler != b->actions[i].sa_handler ||
		    a->actions[i].sa_flags != b->actions[i].sa_flags)
			printf("differs: action of signal %d\n", i);
	SAME(mask);
	SAME(pending);
	SAME(umask);
	SAME(locale);
	SAME(folder);
	if (SAME(files))
		printf("%s, then\n%s", a->files, b->files);
	SAME(words);
	SAME(core);
	SAME(cpu);
	SAME(descriptors);
	SAME(timer);
	SAME(group);
#undef SAME
}

/* Whatever can be its own is. */
static void settle(const char *how)
{
	struct sigaction action = {.sa_handler = SIG_IGN};
	struct itimerval timer = {.it_value.tv_sec = 3600};
	sigset_t mask;

	if (strcmp(how, "ignore") == 0)
		sigaction(SIGCHLD, &action, NULL);
	action.sa_handler = reap;
	if (strcmp(how, "reap") == 0)
		sigaction(SIGCHLD, &action, NULL); /* without SA_RESTART */
	action.sa_handler = count_pipe;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	raise(SIGUSR1);
	umask(027);
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		setlocale(LC_ALL, "C.UTF-8");
	setenv("LUA_INIT", "error('read')", 1);
	setitimer(ITIMER_REAL, &timer, NULL);
	if (chdir("/usr") < 0 || open("/etc/passwd", O_RDONLY) < 0 ||
	    dup2(open("/etc/group", O_RDONLY), 77) < 0)
		printf("differs: can't settle\n");
}

static pid_t own_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(60); /* should its parent crash */
		pause();
		_exit(7);
	}
	return pid;
}

/* The child is there still, and was nobody else's. */
static void check_child(pid_t pid, const char *how)
{
	int status = 0;
	pid_t got;

	if (kill(pid, SIGKILL) < 0)
		printf("differs: the child is gone\n");
	do {
		got = waitpid(pid, &status, 0);
	} while (got < 0 && errno == EINTR);
	if (strcmp(how, "plain") == 0 &&
	    (got != pid || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL))
		printf("differs: the child's status is lost\n");
	if (waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD)
		printf("differs: children are left\n");
}

int main(int argc, char **argv)
{
	static struct state before, after;
	tick_engine *engine = NULL;
	char *result = NULL;
	int status = 3;
	pid_t child;

	if (argc != 3)
		return 3;
	settle(argv[1]);
	child = own_child();
	look(&before);
	if (tick_engine_new(&engine) != TICK_OK ||
	    tick_engine_audit(&result, &status, engine, argv[2]) != TICK_OK)
		printf("%s\n", tick_error_message());
	tick_engine_free(engine);
	look(&after);
	compare(&before, &after);
	if (piped)
		printf("differs: SIGPIPE came\n");
	check_child(child, argv[1]);
	printf("%zu bytes, status %d\n", result ? strlen(result) : 0, status);
	tick_text_free(result);
	return 0;
}
