from django.urls import path

from wanjia.goods import (
    household_page,
    views_orders,
    views_rounds,
    views_stock,
    views_supplies,
    views_waste,
)

app_name = "goods"
urlpatterns = [
    path("supplies/", views_supplies.supplies, name="supplies"),
    path("supplies/new/", views_supplies.new, name="supply_new"),
    path("supplies/<uuid:supply_id>/", views_supplies.supply, name="supply"),
    path("supplies/<uuid:supply_id>/step/", views_supplies.step, name="supply_step"),
    path("supplies/<uuid:supply_id>/sheets/", views_supplies.sheets, name="sheets"),
    path("supplies/<uuid:supply_id>/orders/", views_orders.take_in, name="orders"),
    path("orders/<uuid:order_id>/step/", views_orders.order_step, name="order_step"),
    path("routes/", views_rounds.routes, name="routes"),
    path("routes/plan/", views_rounds.plan, name="route_plan"),
    path("routes/<uuid:route_id>/", views_rounds.route, name="route"),
    path("routes/<uuid:route_id>/step/", views_rounds.route_step, name="route_step"),
    path("stops/<uuid:stop_id>/step/", views_rounds.stop_step, name="stop_step"),
    path("waste/", views_waste.waste, name="waste"),
    path("waste/step/", views_waste.waste_step, name="waste_step"),
    path("waste/barrels/", views_waste.barrels, name="barrels"),
    path("waste/barrels/step/", views_waste.barrel_step, name="barrel_step"),
    path("waste/manifest/", views_waste.manifest_page, name="manifest"),
    path("stock/", views_stock.stock, name="stock"),
    path("stock/step/", views_stock.stock_step, name="stock_step"),
    path("h/<str:token>/buys/<uuid:supply_id>/", household_page.household_buy, name="buy"),
]
