#include "host/process.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/frame.h"

#define MESSAGE_MAX (80u << 20)
#ifdef __SANITIZE_ADDRESS__
#define ENDING_MS 20000
#define LEAKS 23 /* LeakSanitizer's exit status */
#else
#define ENDING_MS 1000
#endif

/* Signals as a program expects them, whatever the host does with its own. */
static int set_signals(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	int err;

	sigemptyset(&none);
	sigfillset(&all);
	err = posix_spawnattr_setsigmask(attr, &none);
	if (!err)
		err = posix_spawnattr_setsigdefault(attr, &all);
	if (!err)
		err = posix_spawnattr_setflags(
			attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
				      POSIX_SPAWN_SETPGROUP);
	return err;
}

static int set_files(posix_spawn_file_actions_t *files, int line)
{
	int err = posix_spawn_file_actions_adddup2(files, line, STDIN_FILENO);

	if (!err)
		err = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	return err;
}

static int spawn(pid_t *pid, const char *path, const char *role, int line)
{
	char *argv[] = {(char *)(size_t)path, (char *)(size_t)role, NULL};
	char *none[] = {NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int err = posix_spawn_file_actions_init(&files);

	if (err)
		return err;
	err = posix_spawnattr_init(&attr);
	if (err)
		goto done;
	err = set_files(&files, line);
	if (!err)
		err = set_signals(&attr);
	if (!err)
		err = posix_spawn(pid, path, &files, &attr, argv, none);
	posix_spawnattr_destroy(&attr);
done:
	posix_spawn_file_actions_destroy(&files);
	return err;
}

int tick_process_start(struct tick_process *p, const char *path,
		       const char *role)
{
	int pair[2];
	int err;

	memset(p, 0, sizeof(*p));
	p->fd = p->pidfd = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return tick_error_set(TICK_ERROR, "socketpair: %s",
				      strerror(errno));
	err = fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0 ? errno : 0;
	if (!err)
		err = spawn(&p->pid, path, role, pair[1]);
	close(pair[1]);
	if (err) {
		close(pair[0]);
		p->pid = 0;
		return tick_error_set(TICK_ENOTFOUND,
				      "%s: the worker can't be started: %s",
				      path, strerror(err));
	}
	p->fd = pair[0];
	p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	return TICK_OK;
}

/*
 * A moment for one whose line is at its end: then it told why by itself. A
 * sanitized one is let go, for it looks for leaks on its way out.
 */
static void await_end(struct tick_process *p)
{
	struct pollfd fd = {p->pidfd, POLLIN, 0};

#ifdef __SANITIZE_ADDRESS__
	close(p->fd);
	p->fd = -1;
	p->ended = 1;
#endif
	if (!p->ended || p->pidfd < 0)
		return;
	while (poll(&fd, 1, ENDING_MS) < 0 && errno == EINTR)
		;
}

/* By the descriptor where there is one: a host may have reaped it itself. */
static int reap(const struct tick_process *p, siginfo_t *end, int flags)
{
	int err;

	memset(end, 0, sizeof(*end));
	do {
		err = p->pidfd >= 0 ? waitid(P_PIDFD, (id_t)p->pidfd, end,
					     WEXITED | flags)
				    : waitid(P_PID, (id_t)p->pid, end,
					     WEXITED | flags);
	} while (err < 0 && errno == EINTR);
	return err;
}

static void end_it(const struct tick_process *p)
{
	if (p->pidfd < 0)
		kill(p->pid, SIGKILL);
	else
		syscall(SYS_pidfd_send_signal, p->pidfd, SIGKILL, NULL, 0);
}

bool tick_process_end(struct tick_process *p, siginfo_t *end)
{
	siginfo_t ours;
	bool told = false;

	if (p->pid > 0) {
		await_end(p);
		if (reap(p, end, WNOHANG) == 0) {
			told = end->si_pid != 0;
#ifdef __SANITIZE_ADDRESS__
			if (told && end->si_code == CLD_EXITED &&
			    end->si_status == LEAKS)
				abort(); /* no specification overlooks that */
#endif
			if (!told) {
				end_it(p);
				reap(p, &ours, 0);
			}
		}
	}
	if (p->pidfd >= 0)
		close(p->pidfd);
	if (p->fd >= 0)
		close(p->fd);
	p->pid = 0;
	p->fd = p->pidfd = -1;
	p->ended = 1;
	return told;
}

void tick_process_clear(struct tick_process *p)
{
	siginfo_t end;

	tick_process_end(p, &end);
	p->seen = 0;
	tick_buffer_clear(&p->in);
	tick_buffer_clear(&p->out);
}

static void move_out(struct tick_process *p)
{
	size_t sent = 0;

	while (sent < p->out.len) {
		ssize_t n = send(p->fd, p->out.data + sent, p->out.len - sent,
				 MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			p->ended = 1;
		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	tick_buffer_consume(&p->out, sent);
}

static void move_in(struct tick_process *p)
{
	while (p->in.len < MESSAGE_MAX) {
		ssize_t n;

		if (tick_buffer_reserve(&p->in, TICK_FRAME_MAX) != TICK_OK)
			break;
		n = recv(p->fd, p->in.data + p->in.len, p->in.cap - p->in.len,
			 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0 || (n < 0 && errno != EAGAIN))
			p->ended = 1;
		if (n <= 0)
			break;
		p->in.len += (size_t)n;
	}
}

void tick_process_move(struct tick_process *p)
{
	if (p->fd < 0)
		return;
	move_in(p);
	if (!p->ended)
		move_out(p);
}

int tick_process_wait(struct tick_process **list, size_t n, int timeout)
{
	struct pollfd fds[TICK_PROCESSES_MAX];
	size_t used = 0;

	for (size_t i = 0; i < n && used < TICK_PROCESSES_MAX; i++) {
		if (list[i]->fd < 0 || list[i]->ended)
			continue;
		fds[used].fd = list[i]->fd;
		fds[used].events =
			(short)(POLLIN | (list[i]->out.len ? POLLOUT : 0));
		used++;
	}
	if (used && poll(fds, used, timeout) < 0 && errno != EINTR)
		return tick_error_set(TICK_ERROR, "poll: %s", strerror(errno));
	for (size_t i = 0; i < n; i++)
		tick_process_move(list[i]);
	return TICK_OK;
}

int tick_process_message(struct tick_process *p, size_t *len)
{
	struct tick_frame frame;
	int found;

	*len = 0;
	while ((found = tick_frame_find(&frame, &p->in, p->seen)) == 1) {
		p->seen += frame.size;
		if (!isupper((unsigned char)frame.type))
			continue;
		*len = p->seen;
		return TICK_OK;
	}
	if (found == 0 && p->in.len >= MESSAGE_MAX)
		return tick_error_set(TICK_ELIMIT, "a message without end");
	return found < 0 ? found : TICK_OK;
}
