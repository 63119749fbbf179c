using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Dashboards;

/// <summary>Where people would be told: keeps what is posted to it.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Channel<JsonElement> posted = Channel.CreateUnbounded<JsonElement>();

    private Webhook(WebApplication application) => this.application = application;

    public ChannelReader<JsonElement> Posted => posted.Reader;

    public string Address => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

    public static async Task<Webhook> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hook = new Webhook(builder.Build());
        hook.application.Run(async context => hook.posted.Writer.TryWrite((await JsonDocument.ParseAsync(context.Request.Body)).RootElement));
        await hook.application.StartAsync();
        return hook;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
