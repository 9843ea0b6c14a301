using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Packaging;

/// <summary>Compiles Lua source with a Lua state of the engine's library.</summary>
internal sealed unsafe class Compiler : IDisposable
{
    /// <summary>The chunk name of all shims, by which tracebacks leave their frames out.</summary>
    private static ReadOnlySpan<byte> ChunkName => "=[moonwire]"u8;

    private readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, byte*, int> _load;
    private readonly delegate* unmanaged[Cdecl]<
        nint, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, int>, nint, int, int> _dump;
    private readonly delegate* unmanaged[Cdecl]<nint, int, nuint*, byte*> _text;
    private readonly delegate* unmanaged[Cdecl]<nint, int, void> _setTop;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _close;
    private readonly nint _state;

    /// <param name="engine">The path of the library that the program ships.</param>
    internal Compiler(string engine)
    {
        var library = NativeLibrary.Load(engine);
        _load = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, byte*, int>)
            NativeLibrary.GetExport(library, "luaL_loadbufferx");
        _dump = (delegate* unmanaged[Cdecl]<
            nint, delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, int>, nint, int, int>)
            NativeLibrary.GetExport(library, "lua_dump");
        _text = (delegate* unmanaged[Cdecl]<nint, int, nuint*, byte*>)NativeLibrary.GetExport(library, "lua_tolstring");
        _setTop = (delegate* unmanaged[Cdecl]<nint, int, void>)NativeLibrary.GetExport(library, "lua_settop");
        _close = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "lua_close");
        var open = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "luaL_newstate");
        _state = open();
    }

    public void Dispose() => _close(_state);

    /// <summary>
    /// Returns the chunk without line numbers, or the message of a syntax error. The chunk keeps the names for
    /// tracebacks.
    /// </summary>
    internal bool TryCompile(ReadOnlySpan<byte> source, out byte[] result)
    {
        fixed (byte* start = source, name = ChunkName, mode = "t"u8)
        {
            if (_load(_state, start, (nuint)source.Length, name, mode) != 0)
            {
                nuint length;
                var message = _text(_state, -1, &length);
                result = new ReadOnlySpan<byte>(message, (int)length).ToArray();
                return false;
            }
        }

        using var written = new MemoryStream();
        var handle = GCHandle.Alloc(written);
        _ = _dump(_state, &Write, GCHandle.ToIntPtr(handle), 0);
        handle.Free();
        _setTop(_state, 0);
        result = LineStripper.Strip(written.ToArray());
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint state, byte* bytes, nuint length, nint handle)
    {
        ((MemoryStream)GCHandle.FromIntPtr(handle).Target!).Write(new ReadOnlySpan<byte>(bytes, (int)length));
        return 0;
    }
}
