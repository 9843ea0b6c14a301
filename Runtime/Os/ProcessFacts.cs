using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Moonwire.Runtime.Os;

/// <summary>The parent and the environment of this process.</summary>
public static unsafe class ProcessFacts
{
    /// <summary>The process id of the parent, or null on Windows.</summary>
    public static int? ParentId => OperatingSystem.IsWindows() ? null : Libc.getppid();

    /// <summary>
    /// Returns the environment variables as bytes. On Linux, the order is reversed. A caller that stores the variables
    /// in a table therefore keeps the first of several variables with the same name, like getenv(3).
    /// </summary>
    public static IReadOnlyList<(byte[] Name, byte[] Value)> Environment()
    {
        var found = new List<(byte[] Name, byte[] Value)>();
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var address))
        {
            for (var entry = *(byte***)address; entry is not null && *entry is not null; entry++)
            {
                Add(found, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry));
            }

            found.Reverse();
            return found;
        }

        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            found.Add((
                Encoding.UTF8.GetBytes((string)variable.Key),
                Encoding.UTF8.GetBytes((string?)variable.Value ?? "")));
        }

        return found;
    }

    private static void Add(List<(byte[] Name, byte[] Value)> found, ReadOnlySpan<byte> entry)
    {
        var end = entry.IndexOf((byte)'=');
        if (end > 0)
        {
            found.Add((entry[..end].ToArray(), entry[(end + 1)..].ToArray()));
        }
    }
}
