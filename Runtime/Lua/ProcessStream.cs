using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Creates files for Lua's io library with popen(3), because the engine was built without io.popen. The files are
/// userdata with the layout of luaL_Stream (https://www.lua.org/manual/5.4/manual.html#luaL_Stream) and the library's
/// metatable, so that all methods of io work on them. The engine uses the same C library, so it can use these C
/// streams.
/// </summary>
internal static unsafe class ProcessStream
{
    /// <summary>
    /// luaL_Stream: a C stream, and the function that closes the stream. The function is null after closing.
    /// </summary>
    private struct Stream
    {
        public nint File;
        public nint Close;
    }

    /// <summary>
    /// Starts the command in a shell and pushes its file. If this fails, returns false and the errno.
    /// </summary>
    /// <param name="stack">The stack to push on.</param>
    /// <param name="command">The command as a Lua string, which ends with a zero byte.</param>
    /// <param name="mode">"r" or "w", as a Lua string.</param>
    /// <param name="errno">The errno of a failure.</param>
    internal static bool TryOpen(LuaThread stack, ReadOnlySpan<byte> command, ReadOnlySpan<byte> mode, out int errno)
    {
        var stream = (Stream*)stack.PushUserdata((nuint)sizeof(Stream), 0);
        *stream = default;
        if (stack.PushField(LuaApi.RegistryIndex, "FILE*") != LuaType.Table)
        {
            stack.Pop(2); // a script has removed the metatable
            errno = Libc.EINVAL;
            return false;
        }

        stack.SetMetatable(-2);
        _ = Libc.fflush(0);
        // a valid pointer even for an empty string
        fixed (byte* commandStart = &MemoryMarshal.GetReference(command), modeStart = mode)
        {
            stream->File = Libc.popen(commandStart, modeStart);
        }

        errno = stream->File == 0 ? Marshal.GetLastPInvokeError() : 0;
        if (errno != 0)
        {
            stack.Pop();
            return false;
        }

        stream->Close = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&CloseProcess;
        return true;
    }

    /// <summary>Creates an empty file with a new name, which only its owner can read and write.</summary>
    internal static bool TryMakeFile(Span<byte> path, out int length)
    {
        var template = "/tmp/lua_XXXXXX\0"u8;
        template.CopyTo(path);
        length = template.Length - 1;
        int descriptor;
        fixed (byte* start = path)
        {
            descriptor = Libc.mkstemp(start);
        }

        return descriptor >= 0 && Libc.close(descriptor) == 0;
    }

    /// <summary>
    /// Closes a stream. The io library calls this function with the file as the first argument, and returns the
    /// results. They are true or nil, "exit" or "signal", and a code. If pclose fails, they are nil, a message and
    /// errno.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CloseProcess(nint state)
    {
        var stack = new LuaThread(state);
        var stream = (Stream*)stack.ToUserdata(1, sizeof(Stream));
        var status = Libc.pclose(stream->File);
        if (status == -1)
        {
            var errno = Marshal.GetLastPInvokeError();
            stack.PushNil();
            stack.Push(Marshal.GetPInvokeErrorMessage(errno));
            stack.Push((long)errno);
            return 3;
        }

        var signal = status & 0x7f;
        var code = signal == 0 ? (status >> 8) & 0xff : signal;
        if (status == 0)
        {
            stack.Push(value: true);
        }
        else
        {
            stack.PushNil();
        }

        stack.Push(signal == 0 ? "exit"u8 : "signal"u8);
        stack.Push((long)code);
        return 3;
    }
}
