using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Files of Lua's io library over popen(3), which its native build lacks: userdata with the layout of luaL_Stream
/// (https://www.lua.org/manual/5.4/manual.html#luaL_Stream) and the library's own metatable, so that each of its methods
/// works on them. The C library is the one that the engine uses.
/// </summary>
internal static unsafe class ProcessStream
{
    /// <summary>luaL_Stream: a C stream, and the function that closes it, which is null once it is closed.</summary>
    private struct Stream
    {
        public nint File;
        public nint Close;
    }

    /// <summary>Starts the command in a shell and pushes its file, or returns false and why.</summary>
    /// <param name="stack">Where the file goes.</param>
    /// <param name="command">A string of Lua's: a zero byte follows it.</param>
    /// <param name="mode">"r" or "w", a string of Lua's as well.</param>
    /// <param name="errno">The system's number when it fails.</param>
    internal static bool TryOpen(LuaThread stack, ReadOnlySpan<byte> command, ReadOnlySpan<byte> mode, out int errno)
    {
        var stream = (Stream*)stack.PushUserdata((nuint)sizeof(Stream), 0);
        *stream = default;
        if (stack.PushField(LuaApi.RegistryIndex, "FILE*") != LuaType.Table)
        {
            stack.Pop(2); // a script took it away
            errno = Libc.EINVAL;
            return false;
        }

        stack.SetMetatable(-2);
        _ = Libc.fflush(0);
        fixed (byte* commandStart = &MemoryMarshal.GetReference(command), modeStart = mode) // of an empty string as well
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

    /// <summary>Makes an empty file of a new name, for its owner only.</summary>
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
    /// The stream's closing function. The io library calls it with the file as its first value, and returns what it
    /// returns: true or nil, "exit" or "signal", and a code; or nil, a message and the system's number.
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
