using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the native Lua library. On Linux it is a resource of this assembly, written to a memfd, or where that cannot be to a file,
/// and opened RTLD_GLOBAL so that Lua C modules resolve their <c>lua_*</c> symbols; elsewhere it lies beside the executable.
/// </summary>
internal static unsafe class LuaLibrary
{
    internal const string Name = "lua54";
    private const string Resource = "liblua54.so";

    private static readonly Lazy<nint> Opened = new(Open);

    internal static nint Handle => Opened.Value;

    /// <summary>True if no file was needed.</summary>
    internal static bool IsFromMemory { get; private set; }

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

        var bytes = new ReadOnlySpan<byte>(image.PositionPointer, checked((int)image.Length));
        var handle = FromMemory(bytes, out var problem);
        IsFromMemory = handle != 0;
        handle = IsFromMemory ? handle : FromFile(bytes, problem);
        ProgramStart.TellEngine(handle);
        return handle;
    }

    /// <summary>Returns 0 where the kernel has no memfd, or /proc or a descriptor is missing.</summary>
    private static nint FromMemory(ReadOnlySpan<byte> bytes, out string problem)
    {
        var descriptor = Libc.memfd_create("moonwire-lua54"u8, Libc.MFD_CLOEXEC);
        if (descriptor < 0)
        {
            problem = $"memfd_create failed: {Marshal.GetLastPInvokeErrorMessage()}";
            return 0;
        }

        var handle = TryWrite(descriptor, bytes, out problem) ? Load($"/proc/self/fd/{descriptor}", out problem) : 0;
        _ = Libc.close(descriptor);
        return handle;
    }

    /// <summary>
    /// Loads the library from a file that has no name any more when this returns. The file is closed before, because a process
    /// may have one descriptor left.
    /// </summary>
    /// <param name="bytes">The library.</param>
    /// <param name="problem">Why it cannot be loaded from memory.</param>
    private static nint FromFile(ReadOnlySpan<byte> bytes, string problem)
    {
        foreach (var folder in (string?[])[Environment.GetEnvironmentVariable("TMPDIR"), "/tmp", "/dev/shm", "/var/tmp"])
        {
            if (string.IsNullOrEmpty(folder))
            {
                continue;
            }

            var path = Encoding.UTF8.GetBytes(folder + "/moonwire-lua54-XXXXXX\0");
            int descriptor;
            fixed (byte* template = path)
            {
                descriptor = Libc.mkstemp(template);
            }

            if (descriptor < 0)
            {
                problem += $"; a file in {folder}: {Marshal.GetLastPInvokeErrorMessage()}";
                continue;
            }

            var isWritten = TryWrite(descriptor, bytes, out var reason);
            _ = Libc.close(descriptor);
            var handle = isWritten ? Load(Encoding.UTF8.GetString(path[..^1]), out reason) : 0;
            fixed (byte* name = path)
            {
                _ = Libc.unlink(name);
            }

            if (handle != 0)
            {
                return handle;
            }

            problem += $"; a file in {folder}: {reason}";
        }

        throw new DllNotFoundException(problem);
    }

    private static nint Load(string path, out string problem)
    {
        var handle = Libc.dlopen(path, Libc.RTLD_NOW | Libc.RTLD_GLOBAL);
        problem = handle != 0 ? "" : $"dlopen failed: {Marshal.PtrToStringUTF8(Libc.dlerror())}";
        return handle;
    }

    private static bool TryWrite(int descriptor, ReadOnlySpan<byte> bytes, out string problem)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.write(descriptor, bytes, (nuint)bytes.Length);
            if (written < 0)
            {
                problem = $"writing the Lua library failed: {Marshal.GetLastPInvokeErrorMessage()}";
                return false;
            }

            bytes = bytes[(int)written..];
        }

        problem = "";
        return true;
    }
}
