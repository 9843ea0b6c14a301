using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// The detail of an error, whose text is made when the script or a report asks for the text. An error that a loop
/// catches and drops costs no text.
/// </summary>
public abstract class LateDetail
{
    /// <summary>Returns the text. The loop's thread only.</summary>
    public abstract string Text();

    /// <summary>Pushes a userdata that keeps this object. Returns false without memory.</summary>
    internal abstract bool TryPush(LuaThread stack);
}
