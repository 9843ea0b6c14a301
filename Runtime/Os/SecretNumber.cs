using System.Diagnostics;

namespace Moonwire.Runtime.Os;

/// <summary>Makes random numbers that other programs cannot guess.</summary>
internal static unsafe class SecretNumber
{
    /// <summary>
    /// Returns a random number from the kernel. Does not use .NET, because .NET throws if /dev/urandom is missing. If
    /// the kernel refuses, makes the number from a stack address, the time and the process id.
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
