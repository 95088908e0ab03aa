/* Requests for memory of which one, or one and all behind it, are refused. */
#ifndef SPEC_FAILING_MALLOC_H
#define SPEC_FAILING_MALLOC_H

struct tick_failing {
	long at; /* the number of the request to refuse; 0: none, nor count */
	int once;
	long count;
};

static inline int tick_failing_refuses(struct tick_failing *requests)
{
	if (!requests->at)
		return 0;
	requests->count++;
	return requests->once ? requests->count == requests->at
			      : requests->count >= requests->at;
}

#endif
