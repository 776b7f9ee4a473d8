"""The words by which places of one family differ: which trade a shop has, what a hall is for. Families: `reading`."""

from __future__ import annotations

from typing import Literal

Variety = Literal[
    "plain",
    "cafe", "bakery", "kitchen", "noodles", "restaurant", "books", "flowers", "tailor", "clocks", "workshop",
    "barber", "photographer",
    "library",
    "theatre", "cinema", "church", "museum",
    "bus",
    "sound_studio",
]  # fmt: skip
"""`plain`: what a family looks like when no word says more; a shop then sells a little of everything."""

VARIETIES: dict[str, dict[Variety, str]] = {
    "shop": {
        "cafe": r"caf[eé]|coffee|\bbar\b|\bpub\b|tea ?room|咖啡|酒吧|奶茶|茶餐",
        "bakery": r"baker|p[aâ]tisserie|confection|pastry|\bcakes?\b|\bbread|面包|蛋糕|糕点|点心|烘焙|饼",
        "kitchen": r"kitchen|厨房|厨",
        "noodles": r"noodle|ramen|dumpling|soup|面馆|面摊|饺子|馄饨|包子|小吃|粥|早点|火锅",
        "restaurant": r"restaurant|diner|bistro|trattoria|canteen|餐厅|餐馆|饭馆|饭店|食堂",
        "books": r"\bbook|second-?hand books|书店|书铺|书局|书屋|旧书",
        "flowers": r"flower|florist|greenhouse|nursery|花店|花铺|花坊|花房|鲜花|温室",
        "tailor": r"tailor|dress ?maker|seamstress|sewing|\bcloth|fabric|裁缝|布店|布庄|绸缎|旗袍|成衣",
        "clocks": r"\bclock|watch ?(?:maker|repair|shop)|watches|钟表|修表|时钟|钟匠|表铺|表店",
        "workshop": r"workshop|carpent|joiner|cobbler|shoe|repair|garage|\bforge|smith|作坊|木匠|木工|鞋|修理|铁匠|车间|工坊",
        "photographer": r"photo|照相|相馆|摄影",
        "barber": r"barber|hairdress|\bsalon|理发|美发|发廊|剃头",
    },
    "classroom": {"library": r"library|图书馆|藏书|书库|阅览"},
    "palace": {
        "theatre": r"theat(?:re|er)|opera|concert hall|剧院|剧场|戏院|戏台|音乐厅",
        "cinema": r"cinema|movie|电影院|影院",
        "church": r"church|cathedral|chapel|教堂",
        "museum": r"museum|gallery|exhibition|博物馆|美术馆|画廊|展览",
    },
    "vehicle": {"bus": r"\bbus\b|\bcoach\b|\btram\b|公交|巴士|大巴|电车|班车"},
    "office": {
        "sound_studio": r"radio|broadcast|recording|sound ?stage|microphone|podcast|电台|广播|录音|播音|直播间"
    },
}
