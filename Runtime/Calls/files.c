#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"

/*
 * Reads lines of files in place of Lua's own functions. In an engine that is built without POSIX, Lua's functions take
 * a lock for each byte. They still read all formats except "l" and "L", and raise the errors for closed files.
 */

/* The number of bytes of a line that are read to the C stack before they are moved to Lua's memory. */
#define PIECE 1024

/* luaL_Stream (lauxlib.h). */
struct stream
{
    FILE *file;
    lua_CFunction close; /* NULL after the file is closed. */
};

/* The upvalues of the iterator, after the table of helpers. */
#define FILE_UPVALUE lua_upvalueindex(2)
#define KEEPS_END_UPVALUE lua_upvalueindex(3)
#define CLOSES_UPVALUE lua_upvalueindex(4)

enum line
{
    NO_LINE,
    CHOPPED,
    WHOLE,
};

/* Pushes the next line. Returns 0, and pushes nothing, at the end of the file or if reading fails. */
static int push_line(lua_State *L, FILE *file, enum line kind)
{
    struct lua_buffer buffer;
    char piece[PIECE];
    int is_long = 0, byte;
    size_t count;
    do
    {
        count = 0;
        flockfile(file);
        while ((byte = getc_unlocked(file)) != EOF)
        {
            if (byte != '\n' || kind == WHOLE)
            {
                piece[count++] = (char)byte;
            }
            if (byte == '\n' || count == PIECE)
            {
                break;
            }
        }
        funlockfile(file);

        int goes_on = byte != '\n' && byte != EOF;
        if (goes_on && !is_long)
        {
            api.luaL_buffinit(L, &buffer);
            is_long = 1;
        }
        if (is_long)
        {
            api.luaL_addlstring(&buffer, piece, count);
        }
    } while (byte != '\n' && byte != EOF);

    if (is_long)
    {
        api.luaL_pushresult(&buffer);
        return 1;
    }

    if (byte == EOF && count == 0)
    {
        return 0;
    }

    api.lua_pushlstring(L, piece, count);
    return 1;
}

/*
 * Returns the kind of line that the formats ask for, or NO_LINE for other formats. The first format is the argument
 * with the index first.
 */
static enum line line_asked_for(lua_State *L, int first)
{
    int arguments = api.lua_gettop(L) - first + 1;
    if (arguments <= 0)
    {
        return CHOPPED;
    }

    if (arguments > 1 || api.lua_type(L, first) != LUA_TSTRING)
    {
        return NO_LINE;
    }

    const char *format = api.lua_tolstring(L, first, NULL);
    format += *format == '*';
    return *format == 'l' ? CHOPPED : *format == 'L' ? WHOLE : NO_LINE;
}

static struct stream *open_stream(lua_State *L, int index)
{
    struct stream *stream = api.luaL_testudata(L, index, "FILE*");
    return stream != NULL && stream->close != NULL ? stream : NULL;
}

static int read_line(lua_State *L, FILE *file, enum line kind)
{
    clearerr(file);
    if (push_line(L, file, kind) && !ferror(file))
    {
        return 1;
    }

    if (ferror(file))
    {
        return api.luaL_fileresult(L, 0, NULL);
    }

    api.lua_pushnil(L);
    return 1;
}

/* file:read(...) */
static int file_read(lua_State *L)
{
    static lua_CFunction original;
    struct stream *stream = open_stream(L, 1);
    enum line kind = line_asked_for(L, 2);
    if (stream == NULL || kind == NO_LINE)
    {
        return call_original(L, FILE_READ, &original);
    }

    return read_line(L, stream->file, kind);
}

/* io.read(...) */
static int io_read(lua_State *L)
{
    static lua_CFunction original;
    enum line kind = line_asked_for(L, 1);
    if (kind != NO_LINE)
    {
        api.lua_getfield(L, LUA_REGISTRYINDEX, "_IO_input");
        struct stream *stream = open_stream(L, -1);
        lua_pop(L, 1);
        if (stream != NULL)
        {
            return read_line(L, stream->file, kind);
        }
    }

    return call_original(L, IO_READ, &original);
}

/* Returns the next line, or nothing at the end. */
int next_line(lua_State *L)
{
    struct stream *stream = api.lua_touserdata(L, FILE_UPVALUE);
    if (stream->close == NULL)
    {
        api.luaL_where(L, 1);
        api.lua_pushstring(L, "file is already closed");
        api.lua_concat(L, 2);
        return api.lua_error(L);
    }

    clearerr(stream->file);
    int has_line = push_line(L, stream->file, api.lua_toboolean(L, KEEPS_END_UPVALUE) ? WHOLE : CHOPPED);
    if (ferror(stream->file))
    {
        const char *reason = strerror(errno);
        api.luaL_where(L, 1);
        api.lua_pushstring(L, reason);
        api.lua_concat(L, 2);
        return api.lua_error(L);
    }

    if (has_line)
    {
        return 1;
    }

    if (api.lua_toboolean(L, CLOSES_UPVALUE))
    {
        lua_CFunction close = stream->close;
        stream->close = NULL;
        api.lua_settop(L, 0);
        api.lua_pushvalue(L, FILE_UPVALUE);
        close(L);
    }

    return 0;
}

/* Pops a file from above the results of Lua's function. Replaces the first result, Lua's iterator, with next_line. */
static void replace_iterator(lua_State *L, int results, enum line kind, int closes)
{
    int iterator = api.lua_gettop(L) - results;
    api.lua_pushvalue(L, HELPERS_UPVALUE);
    api.lua_pushvalue(L, -2);
    api.lua_pushboolean(L, kind == WHOLE);
    api.lua_pushboolean(L, closes);
    api.lua_pushcclosure(L, next_line, 4);
    api.lua_copy(L, -1, iterator);
    lua_pop(L, 2);
}

/* file:lines(...) */
static int file_lines(lua_State *L)
{
    static lua_CFunction original;
    enum line kind = line_asked_for(L, 2);
    int has_stream = open_stream(L, 1) != NULL;
    int results = call_original(L, FILE_LINES, &original);
    if (has_stream && kind != NO_LINE)
    {
        api.lua_pushvalue(L, 1);
        replace_iterator(L, 1, kind, 0);
    }

    return results;
}

/* io.lines([name, ...]): with a name, the file is the fourth result, and the iterator closes the file at its end. */
static int io_lines(lua_State *L)
{
    static lua_CFunction original;
    enum line kind = line_asked_for(L, 2);
    int results = call_original(L, IO_LINES, &original);
    if (kind == NO_LINE)
    {
        return results;
    }

    if (results == 4)
    {
        api.lua_pushvalue(L, -1);
        replace_iterator(L, results, kind, 1);
    }
    else if (results == 1)
    {
        api.lua_getfield(L, LUA_REGISTRYINDEX, "_IO_input");
        replace_iterator(L, 1, kind, 0);
    }

    return results;
}

const struct function file_functions[] = {
    {"file_read", file_read},
    {"file_lines", file_lines},
    {"io_read", io_read},
    {"io_lines", io_lines},
    {NULL, NULL},
};
