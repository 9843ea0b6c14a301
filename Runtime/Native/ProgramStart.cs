using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Native;

/// <summary>What the executable for Linux has of C: Interpreter/Start/start.c, which speaks for .NET until Main runs.</summary>
public static partial class ProgramStart
{
    /// <summary>Main runs: from here on the process has its own words for its end.</summary>
    public static void Tell()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported && OperatingSystem.IsLinux())
        {
            moonwire_begun();
        }
    }

    [LibraryImport("start")]
    private static partial void moonwire_begun();
}
