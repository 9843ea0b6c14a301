using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the native Lua library. On Linux it is a resource of this assembly, written to a memfd and opened
/// RTLD_GLOBAL so that Lua C modules resolve their <c>lua_*</c> symbols; elsewhere it lies beside the executable.
/// </summary>
internal static unsafe class LuaLibrary
{
    internal const string Name = "lua54";
    private const string Resource = "liblua54.so";

    private static readonly Lazy<nint> Opened = new(Open);

    internal static nint Handle => Opened.Value;

    /// <summary>Makes every P/Invoke of this assembly that names <see cref="Name"/> use <see cref="Handle"/>. Once per process.</summary>
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(LuaLibrary).Assembly, static (name, _, _) => name == Name ? Handle : 0);

    /// <summary>Finds lua_error, which as the continuation of a yield raises the value on top.</summary>
    internal static bool TryFindError(out nint function) => NativeLibrary.TryGetExport(Handle, "lua_error", out function);

    private static nint Open()
    {
        using var stream = OperatingSystem.IsLinux() ? typeof(LuaLibrary).Assembly.GetManifestResourceStream(Resource) : null;
        if (stream is not UnmanagedMemoryStream image)
        {
            return NativeLibrary.Load(Name, typeof(LuaLibrary).Assembly, DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories);
        }

        var descriptor = Libc.memfd_create("moonwire-lua54"u8, Libc.MFD_CLOEXEC);
        if (descriptor < 0)
        {
            throw new DllNotFoundException($"memfd_create failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            WriteAll(descriptor, new ReadOnlySpan<byte>(image.PositionPointer, checked((int)image.Length)));
            var path = $"/proc/self/fd/{descriptor}";
            var handle = Libc.dlopen(path, Libc.RTLD_NOW | Libc.RTLD_GLOBAL);
            return handle != 0 ? handle : throw new DllNotFoundException($"dlopen failed: {Marshal.PtrToStringUTF8(Libc.dlerror())}");
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }

    private static void WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.write(descriptor, bytes, (nuint)bytes.Length);
            if (written < 0)
            {
                throw new DllNotFoundException($"writing the Lua library failed: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            bytes = bytes[(int)written..];
        }
    }
}
