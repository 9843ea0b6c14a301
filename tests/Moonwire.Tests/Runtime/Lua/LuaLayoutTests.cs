using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Runtime.Lua;

[TestClass]
public sealed class LuaLayoutTests
{
    [Fact]
    public void TheLayoutIsThatOfTheLibraryThatIsShipped()
    {
        using var lua = new LuaInstance(ignoreEnvironment: true);

        Assert.True(LuaLayout.IsVerified);
    }

    [Fact]
    public void NoLayoutIsAssumedOfAnotherRelease()
    {
        using var lua = new LuaInstance(ignoreEnvironment: true);

        Assert.False(LuaLayout.Matches(lua.Stack.State, "$LuaVersion: Lua 5.4.6  Copyright"u8));
        Assert.True(LuaLayout.Matches(lua.Stack.State, "$LuaVersion: Lua 5.4.9  Copyright"u8));
    }
}
