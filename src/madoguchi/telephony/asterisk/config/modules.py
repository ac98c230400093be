"""modules.conf: what the exchange may do is what is loaded, and nothing else is. Pure."""

from madoguchi.telephony.asterisk.config.plan import Plan

ALWAYS = (
    # what calls are made of
    "bridge_builtin_features", "bridge_builtin_interval_features", "bridge_holding", "bridge_native_rtp",
    "bridge_simple", "bridge_softmix", "chan_bridge_media", "chan_pjsip",
    "res_pjproject", "res_sorcery_astdb", "res_sorcery_config", "res_sorcery_memory", "res_pjsip", "res_pjsip_acl",
    "res_pjsip_authenticator_digest", "res_pjsip_caller_id", "res_pjsip_diversion", "res_pjsip_dtmf_info",
    "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user", "res_pjsip_header_funcs",
    "res_pjsip_nat", "res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration", "res_pjsip_path",
    "res_pjsip_pubsub", "res_pjsip_refer", "res_pjsip_registrar", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp",
    "res_pjsip_session", "res_rtp_asterisk", "res_crypto", "res_musiconhold", "res_clioriginate",
    # without a clock of its own three people cannot be mixed: the bridge falls apart when the third comes in
    "res_timing_timerfd",
    # sound
    "codec_alaw", "codec_a_mu", "codec_resample", "codec_ulaw", "format_pcm", "format_sln", "format_wav",
    # what the flow of a call uses
    "app_chanspy", "app_channelredirect", "app_dial", "app_exec", "app_mixmonitor", "app_originate", "app_playback",
    "app_playtones", "app_queue", "app_read", "app_senddtmf", "app_stack", "app_userevent", "app_verbose",
    "app_bridgeaddchan", "app_attended_transfer", "app_blind_transfer", "app_transfer", "app_cdr",
    "func_callerid", "func_channel", "func_curl", "func_cut", "func_db", "func_devstate", "func_dialplan",
    "func_extstate", "func_global", "func_hangupcause", "func_logic", "func_math", "func_pjsip_contact",
    "func_pjsip_endpoint", "func_pjsip_aor", "func_strings", "func_timeout", "func_uri", "pbx_config", "res_curl",
    # what it tells us, and what we ask of it
    "cel_custom", "res_cdrel_custom", "res_manager_devicestate", "res_http_websocket", "res_websocket_client", "res_ari", "res_ari_model",
    "res_ari_asterisk", "res_stasis", "res_geolocation", "res_mutestream",
)  # fmt: skip
FOR_BROWSERS = (
    "res_pjsip_transport_websocket", "res_srtp", "codec_opus_open_source", "res_format_attr_opus",
    "codec_g722",
)  # fmt: skip


def modules(plan: Plan) -> str:
    wanted = [*ALWAYS, *(FOR_BROWSERS if plan.soft_phones else ())]
    return "\n".join(["[modules]", "autoload=no", *(f"load={name}.so" for name in wanted), ""])
