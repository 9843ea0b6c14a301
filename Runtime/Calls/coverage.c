#include <stdlib.h>
#include <string.h>

#include "calls.h"

/*
 * Counts how often each line of each file runs, with a line hook. LineCoverage.cs starts the counts and reads them. A
 * Lua thread inherits the hook of the Lua thread that creates it.
 */

#define EXPORT __attribute__((visibility("default")))
#define MASK_LINE 4 /* LUA_MASKLINE */
#define SOME_LINES 256
#define CACHE_SIZE 1024 /* a power of two */

struct file
{
    struct file *next;
    int64_t *hits;
    int32_t size;    /* The number of elements of hits, which has an element for each line. */
    int is_anchored; /* True if the registry keeps the string object of the name alive. */
    char name[];     /* "@" and the path. */
};

/* Maps the string object of a name to its file. Each object has only one place. */
struct cached
{
    const char *object;
    struct file *file;
};

static struct file *files;
static struct cached cache[CACHE_SIZE];

/* The offsets in the engine's structs. prototype_offset is 0 if the offsets are unknown or wrong. */
static int prototype_offset, source_offset, contents_offset;

/* Returns the string object of the chunk's name. All functions of a chunk share this object. */
static inline const char *name_object(const lua_Debug *event)
{
    const char *slot = *(const char **)event->i_ci;
    const char *closure = *(const char **)slot;
    const char *prototype = *(const char **)(closure + prototype_offset);
    return *(const char **)(prototype + source_offset);
}

static inline struct cached *place_of(const char *object)
{
    return &cache[((uintptr_t)object >> 5 ^ (uintptr_t)object >> 15) & (CACHE_SIZE - 1)];
}

static struct file *find_file(const char *name)
{
    for (struct file *file = files; file != NULL; file = file->next)
    {
        if (strcmp(file->name, name) == 0)
        {
            return file;
        }
    }

    size_t size = strlen(name) + 1;
    struct file *new = malloc(sizeof *new + size);
    if (new != NULL)
    {
        memcpy(new->name, name, size);
        new->hits = NULL;
        new->size = new->is_anchored = 0;
        new->next = files;
        files = new;
    }

    return new;
}

/*
 * Keeps the string object alive, because another string could get its address. A long string cannot be kept: Lua makes
 * a new object for each long string. The name of its file is compared for each line. May raise.
 */
static void anchor(lua_State *L, struct file *file, const char *contents)
{
    if (api.lua_pushstring(L, file->name) == contents)
    {
        api.lua_setfield(L, LUA_REGISTRYINDEX, file->name);
        file->is_anchored = 1;
        return;
    }

    lua_pop(L, 1);
}

/* Returns the file of a string object that is not in the cache, or NULL if memory runs out. */
static struct file *meet(lua_State *L, lua_Debug *event, const char *object)
{
    api.lua_getinfo(L, "S", event);
    if (event->source != object + contents_offset)
    {
        prototype_offset = 0;
        return *event->source == '@' ? find_file(event->source) : NULL;
    }

    struct file *file = find_file(event->source);
    if (file != NULL)
    {
        *place_of(object) = (struct cached){object, file};
        if (!file->is_anchored)
        {
            anchor(L, file, event->source);
        }
    }

    return file;
}

/* Returns the file that is running, or NULL if a chunk without a file is running. */
static struct file *running_file(lua_State *L, lua_Debug *event)
{
    if (prototype_offset == 0)
    {
        api.lua_getinfo(L, "S", event);
        return *event->source == '@' ? find_file(event->source) : NULL;
    }

    const char *object = name_object(event);
    if (object == NULL || object[contents_offset] != '@')
    {
        return NULL;
    }

    const struct cached *cached = place_of(object);
    if (cached->object == object
        && (cached->file->is_anchored || strcmp(cached->file->name, object + contents_offset) == 0))
    {
        return cached->file;
    }

    return meet(L, event, object);
}

static int make_room(struct file *file, int line)
{
    int32_t size = line < SOME_LINES ? SOME_LINES : line * 2;
    int64_t *hits = realloc(file->hits, size * sizeof *hits);
    if (hits == NULL)
    {
        return 0;
    }

    memset(hits + file->size, 0, (size - file->size) * sizeof *hits);
    file->hits = hits;
    file->size = size;
    return 1;
}

static void on_line(lua_State *L, lua_Debug *event)
{
    struct file *file = running_file(L, event);
    int line = event->currentline;
    if (file != NULL && line > 0 && (line < file->size || make_room(file, line)))
    {
        file->hits[line]++;
    }
}

/* Sets the hook of a Lua thread. Returns 0 if the functions of the engine are not known. */
EXPORT int moonwire_coverage_start(lua_State *L, int prototype, int source, int contents)
{
    if (api.lua_sethook == NULL)
    {
        return 0;
    }

    prototype_offset = prototype;
    source_offset = source;
    contents_offset = contents;
    api.lua_sethook(L, on_line, MASK_LINE, 0);
    return 1;
}

/* Returns the file after a file, or the first file if the argument is NULL. Returns NULL after the last file. */
EXPORT const struct file *moonwire_coverage_next(
    const struct file *file, const char **name, const int64_t **hits, int32_t *size)
{
    file = file == NULL ? files : file->next;
    if (file != NULL)
    {
        *name = file->name;
        *hits = file->hits;
        *size = file->size;
    }

    return file;
}
