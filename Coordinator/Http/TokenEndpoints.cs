using Coordinator.Deciding.Sweeps;
using Coordinator.Deciding.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Coordinator.Http;

/// <summary>Access tokens. The secret is drawn here, shown once, and kept by nobody but its owner.</summary>
internal sealed class TokenEndpoints(FleetAccess fleet)
{
    private const int MostName = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("GET", "/v1/tokens", new(Audience.Admins, "Lists access tokens, revoked ones included") { Reply = ApiJson.Default.TokenList }, List);
        routes.Map("POST", "/v1/tokens", new(Audience.Admins, "Creates an access token; this reply alone shows it")
        {
            Reply = ApiJson.Default.CreatedToken,
            Statuses = [201],
            Problems = [422],
            Changes = true,
        }, ApiJson.Default.CreateTokenRequest, Create);
        routes.Map("DELETE", "/v1/tokens/{id}", new(Audience.Admins, "Revokes an access token at once") { Statuses = [204], Problems = [404], Changes = true }, Revoke);
    }

    private async Task<IResult> List(HttpContext context)
    {
        var read = await fleet.Read(context, state => state.Tokens.Values.Select(TokenItem.Of).ToList());
        return Reply.Json(new TokenList([.. read.Value.OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal)]), ApiJson.Default.TokenList, read.Position);
    }

    private async Task<IResult> Create(CreateTokenRequest request, HttpContext context)
    {
        if (request.Name.Length is < 1 or > MostName || request.Name.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, $"a token's name has 1 to {MostName} characters and none that control, but got '{Shown.Of(request.Name)}'");
        var token = TokenText.Draw();
        var answer = await fleet.Submit(
            context, new FleetCommand.CreateToken(token.Id, request.Name, request.Role, TokenText.HashOf(token.Secret), fleet.Now), state => state.Position);
        return answer.Rejection is { } rejection
            ? Problems.Of(rejection)
            : Reply.Json(new CreatedToken(token.Id, request.Name, request.Role, token.ToString()), ApiJson.Default.CreatedToken, answer.Value.Position, StatusCodes.Status201Created);
    }

    private async Task<IResult> Revoke(HttpContext context)
    {
        var answer = await fleet.Submit(context, new FleetCommand.RevokeToken(Shown.Of(context.Route("id")), fleet.Now), state => state.Position);
        return answer.Rejection is { } rejection ? Problems.Of(rejection) : Reply.Nothing(answer.Value.Position);
    }
}
