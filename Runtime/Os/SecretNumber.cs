using System.Diagnostics;

namespace Moonwire.Runtime.Os;

/// <summary>Numbers that nobody can guess.</summary>
internal static unsafe class SecretNumber
{
    /// <summary>
    /// Asks the kernel itself, because .NET throws where /dev/urandom is missing. A kernel that refuses leaves the number to
    /// where the process lies in memory, and to the time.
    /// </summary>
    internal static ulong Make()
    {
        ulong number;
        if (OperatingSystem.IsLinux() && Libc.getrandom(&number, sizeof(ulong), 0) == sizeof(ulong))
        {
            return number;
        }

        number = (ulong)&number * 0x9E3779B97F4A7C15;
        return number ^ ((ulong)Stopwatch.GetTimestamp() * 0xD1B54A32D192ED03) ^ ((ulong)Environment.ProcessId << 32);
    }
}
