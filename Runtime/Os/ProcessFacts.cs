using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Moonwire.Runtime.Os;

/// <summary>What this process is told by the system.</summary>
public static unsafe class ProcessFacts
{
    /// <summary>The parent's number, or null where the system does not tell.</summary>
    public static int? ParentId => OperatingSystem.IsWindows() ? null : Libc.getppid();

    /// <summary>The environment's variables as bytes, as getenv(3) finds them: the first of equal names.</summary>
    public static IReadOnlyList<(byte[] Name, byte[] Value)> Environment()
    {
        var found = new List<(byte[] Name, byte[] Value)>();
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var address))
        {
            for (var entry = *(byte***)address; entry is not null && *entry is not null; entry++)
            {
                Add(found, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry));
            }

            found.Reverse(); // written to a table in this order, the first one wins
            return found;
        }

        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            found.Add((Encoding.UTF8.GetBytes((string)variable.Key), Encoding.UTF8.GetBytes((string?)variable.Value ?? "")));
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
