using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Hosting;

/// <summary>Loads the Lua files of --redact.</summary>
public static class RedactFile
{
    private const string Shim = "sandbox.lua";

    /// <summary>
    /// Runs a file, which must return a function. Returns null and the reason if the file is wrong. Throws an exception
    /// of <see cref="File.ReadAllBytes(string)"/>.
    /// </summary>
    public static RedactFunction? Load(string path, out string problem)
    {
        var shims = new CompiledShims(typeof(RedactFile).Assembly);
        return RedactFunction.Load(shims.Of(Shim), File.ReadAllBytes(path), path, out problem);
    }
}
