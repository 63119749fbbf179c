using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;

namespace Tests.Deciding;

public sealed class TokenTests
{
    private static readonly FleetCommand.CreateToken Create = new("abc", "grafana", Role.Viewer, new string('0', 64), default);

    [Fact]
    public void A_token_is_created_once_and_revoked_for_good()
    {
        var scenario = new Scenario();
        scenario.When(Create);
        Assert.Equal(new AccessToken("abc", "grafana", Role.Viewer, new string('0', 64), default), scenario.State.Tokens["abc"]);
        Assert.Equal("there is a token 'abc' already", scenario.When(Create with { Role = Role.Admin }).Rejection?.Message);

        scenario.When(new FleetCommand.RevokeToken("abc", default));

        Assert.True(scenario.State.Tokens["abc"].IsRevoked);
        Assert.Empty(scenario.When(new FleetCommand.RevokeToken("abc", default)).Events);
        Assert.Equal("there is no token 'xyz'", scenario.When(new FleetCommand.RevokeToken("xyz", default)).Rejection?.Message);
    }
}
